-- Files whose place in the index is old: their keys, eight bytes each. Written in the transaction that changed them, a row for a batch.
create table search_change
(
    id    {key},
    files {bytes} not null
);

-- One row: whose turn it is to bring the index up to date, and how far files that were there before it have come.
create table search_indexer
(
    id        bigint primary key,
    holder    {text},
    until_us  bigint not null,
    next_file bigint not null,
    last_file bigint not null
);

insert into search_indexer (id, until_us, next_file, last_file) select 1, 0, 1, coalesce(max(id), 0) from catalogue_file;

-- A part of the index never changes: it has what was known of some files of one section (the file's key >> 16) at a time. Where two have
-- the same file, the later one is right. head: which files, and which columns with their bounds.
create table search_part
(
    id      {key},
    section bigint not null,
    files   bigint not null,
    head    {bytes} not null
);

-- The columns of large parts, one by one; all of a small one under the name '*'.
create table search_column
(
    part_id bigint  not null,
    name    {text}  not null,
    body    {bytes} not null
);

create unique index search_column_name on search_column (part_id, name);

-- The words in the text of a part's files, in their order, some hundreds in a block; first: the first word in it.
create table search_term
(
    part_id bigint  not null,
    first   {text}  not null,
    body    {bytes} not null
);

create unique index search_term_first on search_term (part_id, first);

-- Keys that people made up, by experiment: nobody is told of one from elsewhere.
create table search_key
(
    experiment_id bigint not null,
    name          {text} not null,
    primary key (experiment_id, name)
) {clustered};

-- Queries that people keep. shared = 1: everybody may use it; what they find with it is what they may see.
create table search_saved
(
    id         {key},
    public_id  {text} not null unique,
    user_id    bigint not null,
    name       {text} not null,
    query      {text} not null,
    sort       {text},
    shared     bigint not null,
    created_us bigint not null
);

create unique index search_saved_name on search_saved (user_id, name);
