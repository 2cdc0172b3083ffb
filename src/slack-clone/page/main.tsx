// The workspace's page. Nothing yet.
