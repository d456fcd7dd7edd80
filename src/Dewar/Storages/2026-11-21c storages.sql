-- Places for replicas. The mark is written into the tree itself: an unmounted disk can't be taken for an empty one.
create table storages_storage
(
    id         {key},
    name       {text} not null unique,
    kind       {text} not null check (kind in ('managed')),
    path       {text} not null,
    mark       {text} not null,
    created_us bigint not null
);
