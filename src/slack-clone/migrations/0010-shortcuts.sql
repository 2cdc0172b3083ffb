-- What was installed before there were shortcuts has none.
update app set manifest = manifest || '{"shortcuts": []}'::jsonb where not manifest ? 'shortcuts';
