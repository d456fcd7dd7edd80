-- Files whose current version is to be read: first those that came (rank 0), then those to be read once more (1), in each the oldest wish
-- first. came_us: when the version came, where that is why it is wanted. lease: what the worker that has it, and only that one, was told.
-- again: the order to read once more that it belongs to.
create table extraction_wanted
(
    file_id   bigint primary key,
    rank      bigint not null,
    asked_us  bigint not null,
    due_us    bigint not null,
    came_us   bigint,
    lease     {text},
    began_us  bigint,
    leased_us bigint,
    worker    {text},
    attempts  bigint not null,
    cause     {text},
    again     bigint
) {clustered};

create index extraction_wanted_due on extraction_wanted (rank, due_us, file_id);
create index extraction_wanted_again on extraction_wanted (again) where again is not null;

-- What came of reading a file. document: JSON, compressed with gzip. thumbnail, preview: bytes of the pictures, null without. began_us: when the
-- file was given to the worker; what came beside it later, that reading did not see.
create table extraction_reading
(
    file_id        bigint  primary key,
    experiment_id  bigint  not null,
    version        bigint  not null,
    state          {text}  not null check (state in ('read', 'damaged', 'failed')),
    reader         {text}  not null,
    reader_version bigint  not null,
    format         {text}  not null,
    media_type     {text}  not null,
    message        {text},
    part_of        {text},
    document       {bytes} not null,
    thumbnail      bigint,
    preview        bigint,
    began_us       bigint  not null,
    read_us        bigint  not null
) {clustered};

create index extraction_reading_by on extraction_reading (experiment_id, reader, reader_version, state, file_id);
create index extraction_reading_failed on extraction_reading (reader, reader_version) where state = 'failed';
create index extraction_reading_trouble on extraction_reading (experiment_id, file_id) where state <> 'read';

-- Paths in the experiment that a file asked for while it was read, there or not. whole = 0: every name that begins so. The index has the
-- beginning of a path only, as that of catalogue_folder.
create table extraction_companion
(
    experiment_id bigint not null,
    path          {text} not null,
    whole         bigint not null,
    file_id       bigint not null
);

create index extraction_companion_path on extraction_companion (experiment_id, whole, substr(path, 1, 500));
create index extraction_companion_of on extraction_companion (file_id);

-- The readers of the workers, as they were last heard of.
create table extraction_reader
(
    name    {text} primary key,
    version bigint not null
);

-- Orders to read once more, and what they changed.
create table extraction_again
(
    id            {key},
    public_id     {text} not null unique,
    experiment_id bigint not null,
    asked_by      {text} not null,
    asked_us      bigint not null,
    files         bigint not null
);

create table extraction_change
(
    again   bigint not null,
    file_id bigint not null,
    what    {json} not null,
    primary key (again, file_id)
) {clustered};
