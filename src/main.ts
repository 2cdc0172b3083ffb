// The process. Nothing yet.
