-- In place: files that are catalogued where they are; Dewar only reads there, so the mark is what the tree's own root is known by.
alter table storages_storage add column held {text} not null default 'managed' check (held in ('managed', 'inplace'));
alter table storages_storage drop column kind;
alter table storages_storage rename column held to kind;
