-- What a file from a station pushed off its path, until the station has written it down itself.
create table uploads_displaced
(
    source_id bigint not null,
    tag       {text} not null,
    sha256    {text} not null,
    primary key (source_id, tag, sha256)
) {clustered};

-- Large files, and those of people's own programs (tus 1.0). The bytes are under the temporary name of the tag; of the parts that are
-- joined later, in a folder of their own. received counts what is flushed.
create table uploads_upload
(
    id            {text} primary key,
    experiment_id bigint not null references experiments_experiment (id),
    source_id     bigint not null,
    maker       {text} not null,
    tag           {text} not null,
    path          {text} not null,
    length        bigint,
    received      bigint not null,
    modified_ns   bigint,
    sha256        {bytes},
    verify        {text} not null,
    metadata      {text} not null,
    concat        {text},
    state         {text} not null check (state in ('open', 'received', 'verified', 'done', 'failed')),
    read_back     {bytes},
    verified_us   bigint,
    cause         {text},
    made_us       bigint not null,
    expires_us    bigint not null,
    unique (source_id, tag)
);

create index uploads_upload_expiry on uploads_upload (expires_us);

-- What arrived of an upload in one go, with its SHA-256: reading back compares piece by piece, whatever happened in between.
create table uploads_piece
(
    upload_id {text}  not null,
    at        bigint  not null,
    length    bigint  not null,
    sha256    {bytes} not null,
    primary key (upload_id, at)
) {clustered};
