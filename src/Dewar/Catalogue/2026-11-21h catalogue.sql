-- Folders carry the paths, so that a file's row holds its name only. Paths end with a slash, the root's is empty: everything below
-- a folder is then one range of the index. own_* counts what lies directly in it, files and bytes everything below.
create table catalogue_folder
(
    id            {key},
    experiment_id bigint not null references experiments_experiment (id),
    parent_id     bigint,
    path          {text} not null,
    own_files     bigint not null,
    files         bigint not null,
    bytes         bigint not null
);

-- The index has the beginning of a path only: an entry of PostgreSQL's has at most 2 700 bytes, and a path 4 000. Who looks for a path asks
-- for both, its beginning and the whole.
create unique index catalogue_folder_path on catalogue_folder (experiment_id, substr(path, 1, 500), {distinct path});
create index catalogue_folder_children on catalogue_folder (parent_id);

-- One row a file, with its current version.
create table catalogue_file
(
    id            {key},
    experiment_id bigint  not null,
    folder_id     bigint  not null,
    name          {text}  not null,
    version       bigint  not null,
    size          bigint  not null,
    sha256        {bytes} not null,
    modified_ns   bigint  not null,
    registered_us bigint  not null,
    source_id     bigint,
    delivery      {text},
    metadata      {json},
    deleted_us    bigint,
    deleted_why   {text}
);

create unique index catalogue_file_path on catalogue_file (folder_id, name);
create index catalogue_file_newest on catalogue_file (experiment_id, registered_us, id);
-- Eight bytes tell digests apart well enough for an index; the whole is compared after it.
create index catalogue_file_digest on catalogue_file (substr(sha256, 1, 8));

-- Versions that are not the current one.
create table catalogue_version
(
    file_id       bigint  not null,
    version       bigint  not null,
    size          bigint  not null,
    sha256        {bytes} not null,
    modified_ns   bigint  not null,
    registered_us bigint  not null,
    source_id     bigint,
    delivery      {text},
    primary key (file_id, version)
) {clustered};

-- Where the bytes of a version are. kept = 0: at the file's own path; 1: under the digest, below .dewar/versions.
create table catalogue_replica
(
    file_id     bigint not null,
    version     bigint not null,
    storage_id  bigint not null,
    state       {text} not null check (state in ('copying', 'stored', 'verified', 'suspect', 'missing', 'deleted')),
    verified_us bigint,
    kept        bigint not null,
    cause       {text},
    primary key (file_id, version, storage_id)
) {clustered};

-- Contents that a station saw pushed aside by newer ones before the catalogue had heard of them.
create table catalogue_displaced
(
    file_id bigint  not null,
    sha256  {bytes} not null,
    primary key (file_id, sha256)
) {clustered};
