-- Trees being compared with the catalogue, of one experiment or of all in a storage. First all folders are looked at (looking), then
-- what differs is read and put right (reading). place: how far it is.
create table scans_scan
(
    id             {key},
    public_id      {text} not null unique,
    storage_id     bigint not null references storages_storage (id),
    experiment_id  bigint references experiments_experiment (id),
    whole          bigint not null,
    adopt          bigint not null,
    believe        bigint not null,
    rate           bigint,
    state          {text} not null check (state in ('waiting', 'looking', 'reading', 'paused', 'done', 'stopped')),
    phase          bigint not null,
    round          bigint not null,
    place          {text},
    message        {text},
    asked_by       {text} not null,
    asked_us       bigint not null,
    ended_us       bigint,
    expected_files bigint not null,
    expected_bytes bigint not null,
    folders        bigint not null,
    files          bigint not null,
    files_read     bigint not null,
    bytes_read     bigint not null,
    busy_us        bigint not null,
    added          bigint not null,
    changed        bigint not null,
    moved          bigint not null,
    gone           bigint not null,
    back           bigint not null,
    unsettled      bigint not null,
    remaining      bigint not null default 0
);

create index scans_scan_of_storage on scans_scan (storage_id, id);
create index scans_scan_of_experiment on scans_scan (experiment_id, id);

-- Folders as they were when they were read last. modified_ns is null for one that must be read again. mounted: another file system
-- begins there. Indexes have the beginnings of paths, as those of catalogue_folder.
create table scans_folder
(
    experiment_id bigint not null,
    path          {text} not null,
    modified_ns   bigint,
    mounted       bigint not null
);

create unique index scans_folder_path on scans_folder (experiment_id, substr(path, 1, 500), {distinct path});
create index scans_folder_unread on scans_folder (experiment_id, substr(path, 1, 500)) where modified_ns is null;

-- What differs between a tree and the catalogue and was not put right yet. path: of the folder. new: only in the tree. gone: only in the
-- catalogue. changed: in both, not alike. odd: can't be catalogued.
create table scans_difference
(
    experiment_id bigint not null,
    path          {text} not null,
    name          {text} not null,
    kind          {text} not null check (kind in ('new', 'changed', 'gone', 'odd')),
    file_id       bigint,
    size          bigint,
    modified_ns   bigint,
    cause         {text} not null,
    found_us      bigint not null
);

create unique index scans_difference_path on scans_difference (experiment_id, substr(path, 1, 500), {distinct path}, name);
