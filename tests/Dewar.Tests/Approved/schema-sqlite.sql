CREATE TABLE access_group
(
    id          integer primary key,
    name        text not null unique,
    description text not null
);

CREATE TABLE access_group_member
(
    group_id bigint not null references access_group (id),
    user_id  bigint not null references access_user (id),
    primary key (group_id, user_id)
);

CREATE INDEX access_group_member_of_user on access_group_member (user_id);

CREATE TABLE access_staff
(
    user_id bigint not null references access_user (id),
    station text not null,
    primary key (user_id, station)
);

CREATE TABLE "access_token"
(
    id         integer primary key,
    public_id  text  not null unique,
    digest     blob not null,
    kind       text  not null check (kind in ('session', 'program', 'station', 'worker', 'setup')),
    name       text  not null,
    user_id    bigint references access_user (id),
    station    text,
    scope      text  not null check (scope in ('read', 'write', 'station', 'worker', 'admin')),
    created_us bigint  not null,
    expires_us bigint  not null,
    used_us    bigint
);

CREATE INDEX access_token_of_user on access_token (user_id);

CREATE TABLE access_user
(
    id          integer primary key,
    name        text not null unique,
    full_name   text not null,
    email       text not null,
    role        text not null check (role in ('administrator', 'staff', 'user')),
    password    text,
    created_us  bigint not null,
    disabled_us bigint
);

CREATE TABLE acquisitions_acquisition
(
    id            integer primary key,
    public_id     text not null unique,
    experiment_id bigint not null references experiments_experiment (id),
    kind          text not null check (kind in ('acquisition', 'upload')),
    options       text not null,
    started_by    text not null,
    by_staff      bigint not null,
    started_us    bigint not null,
    stop_us       bigint,
    stop_cause    text,
    abort         bigint not null,
    ended_us      bigint
, retries bigint not null default 0);

CREATE INDEX acquisitions_acquisition_of_experiment on acquisitions_acquisition (experiment_id, id);

CREATE TABLE acquisitions_question
(
    id       bigint primary key,
    station  text not null,
    question text not null,
    asked_us bigint not null,
    answer   text
);

CREATE INDEX acquisitions_question_open on acquisitions_question (station, id) where answer is null;

CREATE TABLE acquisitions_source
(
    id             integer primary key,
    acquisition_id bigint not null references acquisitions_acquisition (id),
    station        text not null,
    folder         text not null,
    destination    text not null,
    state          text not null check (state in ('pending', 'running', 'finalizing', 'done', 'failed', 'aborted')),
    report         text
);

CREATE INDEX acquisitions_source_of_acquisition on acquisitions_source (acquisition_id);

CREATE INDEX acquisitions_source_unfinished on acquisitions_source (station) where state in ('pending', 'running', 'finalizing');

CREATE TABLE audit_entry
(
    id            bigint  primary key,
    at_us         bigint  not null,
    who           text  not null,
    action        text  not null,
    subject       text  not null,
    experiment_id bigint,
    detail        text  not null,
    digest        blob not null
);

CREATE INDEX audit_entry_of_experiment on audit_entry (experiment_id, id);

CREATE TABLE catalogue_displaced
(
    file_id bigint  not null,
    sha256  blob not null,
    primary key (file_id, sha256)
) without rowid;

CREATE TABLE catalogue_file
(
    id            integer primary key,
    experiment_id bigint  not null,
    folder_id     bigint  not null,
    name          text  not null,
    version       bigint  not null,
    size          bigint  not null,
    sha256        blob not null,
    modified_ns   bigint  not null,
    registered_us bigint  not null,
    source_id     bigint,
    delivery      text,
    metadata      text,
    deleted_us    bigint,
    deleted_why   text
);

CREATE INDEX catalogue_file_digest on catalogue_file ((id >> 17), substr(sha256, 1, 8));

CREATE INDEX catalogue_file_modified on catalogue_file (folder_id, modified_ns);

CREATE UNIQUE INDEX catalogue_file_path on catalogue_file (folder_id, name);

CREATE INDEX catalogue_file_period on catalogue_file (experiment_id, modified_ns, folder_id);

CREATE TABLE catalogue_folder
(
    id            integer primary key,
    experiment_id bigint not null references experiments_experiment (id),
    parent_id     bigint,
    path          text not null,
    own_files     bigint not null,
    files         bigint not null,
    bytes         bigint not null
);

CREATE INDEX catalogue_folder_children on catalogue_folder (parent_id);

CREATE UNIQUE INDEX catalogue_folder_path on catalogue_folder (experiment_id, substr(path, 1, 500), path);

CREATE TABLE catalogue_history
(
    id         integer primary key,
    file_id    bigint not null,
    at_us      bigint not null,
    what       text not null,
    version    bigint,
    storage_id bigint,
    who        text,
    cause      text
);

CREATE INDEX catalogue_history_of on catalogue_history (file_id, at_us, id);

CREATE TABLE catalogue_left
(
    folder_id bigint not null,
    name      text not null,
    delivery  text not null,
    file_id   bigint not null,
    primary key (folder_id, name, delivery)
) without rowid;

CREATE INDEX catalogue_left_of on catalogue_left (file_id);

CREATE TABLE catalogue_replica
(
    file_id     bigint not null,
    version     bigint not null,
    storage_id  bigint not null,
    state       text not null check (state in ('copying', 'stored', 'verified', 'suspect', 'missing', 'deleted')),
    verified_us bigint,
    kept        bigint not null,
    cause       text, checked_us bigint,
    primary key (file_id, version, storage_id)
) without rowid;

CREATE INDEX catalogue_replica_checked on catalogue_replica (storage_id, checked_us) where checked_us is not null;

CREATE INDEX catalogue_replica_trouble on catalogue_replica (file_id, version, storage_id, state) where state in ('suspect', 'missing');

CREATE TABLE catalogue_version
(
    file_id       bigint  not null,
    version       bigint  not null,
    size          bigint  not null,
    sha256        blob not null,
    modified_ns   bigint  not null,
    registered_us bigint  not null,
    source_id     bigint,
    delivery      text,
    primary key (file_id, version)
) without rowid;

CREATE INDEX catalogue_version_digest on catalogue_version (substr(sha256, 1, 8));

CREATE TABLE catalogue_word
(
    word      bigint not null,
    folder_id bigint not null,
    name      text not null,
    primary key (word, folder_id, name)
) without rowid;

CREATE TABLE catalogue_wordless (file_id bigint primary key);

CREATE TABLE database_migration (name text primary key, applied_us bigint not null);

CREATE TABLE downloads_checksum
(
    sha256 blob not null primary key,
    crc32  bigint  not null
) without rowid;

CREATE TABLE experiments_experiment
(
    id           integer primary key,
    name         text not null unique,
    title        text not null,
    type         text not null,
    description  text not null,
    station      text,
    proposal     text,
    properties   text not null,
    storage_id   bigint not null references storages_storage (id),
    storage_path text not null,
    created_by   text not null,
    created_us   bigint not null,
    starts_us    bigint,
    ends_us      bigint,
    closed_us    bigint,
    -- Totals of what is there, kept by the catalogue as it registers.
    files        bigint not null,
    bytes        bigint not null,
    unique (storage_id, storage_path)
);

CREATE INDEX experiments_experiment_newest on experiments_experiment (created_us, id);

CREATE INDEX experiments_experiment_of_station on experiments_experiment (station, created_us);

CREATE TABLE experiments_member
(
    experiment_id bigint not null references experiments_experiment (id),
    user_id       bigint references access_user (id),
    group_id      bigint references access_group (id),
    role          text not null check (role in ('owner', 'member', 'reader')),
    check ((user_id is null) <> (group_id is null)),
    unique (experiment_id, user_id),
    unique (experiment_id, group_id)
);

CREATE INDEX experiments_member_of_group on experiments_member (group_id, experiment_id);

CREATE INDEX experiments_member_of_user on experiments_member (user_id, experiment_id);

CREATE TABLE experiments_type
(
    name        text primary key,
    description text not null,
    properties  text not null
);

CREATE TABLE extraction_again
(
    id            integer primary key,
    public_id     text not null unique,
    experiment_id bigint not null,
    asked_by      text not null,
    asked_us      bigint not null,
    files         bigint not null
);

CREATE TABLE extraction_change
(
    again   bigint not null,
    file_id bigint not null,
    what    text not null,
    primary key (again, file_id)
) without rowid;

CREATE TABLE extraction_companion
(
    experiment_id bigint not null,
    path          text not null,
    whole         bigint not null,
    file_id       bigint not null
);

CREATE INDEX extraction_companion_of on extraction_companion (file_id);

CREATE INDEX extraction_companion_path on extraction_companion (experiment_id, whole, substr(path, 1, 500));

CREATE TABLE extraction_reader
(
    name    text primary key,
    version bigint not null
);

CREATE TABLE "extraction_reading"
(
    file_id        integer primary key,
    experiment_id  bigint  not null,
    version        bigint  not null,
    state          text  not null check (state in ('read', 'damaged', 'failed')),
    reader         text  not null,
    reader_version bigint  not null,
    format         text  not null,
    media_type     text  not null,
    message        text,
    part_of        text,
    document       blob not null,
    thumbnail      bigint,
    preview        bigint,
    began_us       bigint  not null,
    read_us        bigint  not null
);

CREATE INDEX extraction_reading_by on extraction_reading (experiment_id, reader, reader_version, state, file_id);

CREATE INDEX extraction_reading_failed on extraction_reading (reader, reader_version) where state = 'failed';

CREATE INDEX extraction_reading_trouble on extraction_reading (experiment_id, file_id) where state <> 'read';

CREATE TABLE extraction_wanted
(
    file_id   bigint primary key,
    rank      bigint not null,
    asked_us  bigint not null,
    due_us    bigint not null,
    came_us   bigint,
    lease     text,
    began_us  bigint,
    leased_us bigint,
    worker    text,
    attempts  bigint not null,
    cause     text,
    again     bigint
) without rowid;

CREATE INDEX extraction_wanted_again on extraction_wanted (again) where again is not null;

CREATE INDEX extraction_wanted_due on extraction_wanted (rank, due_us, file_id);

CREATE TABLE instruments_instrument
(
    id          integer primary key,
    name        text not null unique,
    station     text not null,
    description text not null,
    settling    text not null
);

CREATE TABLE instruments_station
(
    id          integer primary key,
    name        text not null unique,
    description text not null,
    template    text not null,
    storage     text,
    created_us  bigint not null,
    heard_us    bigint,
    host        text,
    version     text
, disks text);

CREATE TABLE jobs_job
(
    id        integer primary key,
    kind      text not null,
    payload   text not null,
    due_us    bigint not null,
    leased_us bigint,
    attempts  bigint not null,
    failure   text
, leased_by text);

CREATE INDEX jobs_job_due on jobs_job (due_us, id);

CREATE TABLE records_attempt
(
    id         integer primary key,
    session_id bigint not null,
    target_id  bigint not null,
    revision   bigint not null,
    at_us      bigint not null,
    succeeded  bigint not null,
    message    text not null
);

CREATE INDEX records_attempt_of on records_attempt (session_id, id);

CREATE TABLE records_correction
(
    id         integer primary key,
    session_id bigint not null,
    at_us      bigint not null,
    by_name    text not null,
    correction text not null
);

CREATE INDEX records_correction_of on records_correction (session_id, id);

CREATE TABLE records_delivery
(
    session_id bigint not null,
    target_id  bigint not null,
    revision   bigint not null,
    state      text not null check (state in ('trying', 'delivered', 'failed')),
    attempts   bigint not null,
    due_us     bigint not null,
    foreign_id text,
    url        text,
    primary key (session_id, target_id)
) without rowid;

CREATE TABLE records_record
(
    session_id bigint primary key,
    state      text not null check (state in ('waiting', 'built', 'no-files', 'no-consent', 'failed')),
    message    text,
    change_us  bigint not null,
    due_us     bigint not null,
    attempts   bigint not null,
    revision   bigint not null
) without rowid;

CREATE TABLE records_revision
(
    id         integer primary key,
    session_id bigint  not null,
    revision   bigint  not null,
    made_us    bigint  not null,
    digest     blob not null,
    document   blob not null
);

CREATE UNIQUE INDEX records_revision_of on records_revision (session_id, revision);

CREATE TABLE records_target
(
    id         integer primary key,
    name       text not null unique,
    kind       text not null,
    address    text not null,
    options    text not null,
    secret     text not null,
    instrument text,
    priority   bigint not null,
    made_us    bigint not null
);

CREATE TABLE reservations_reservation
(
    id            integer primary key,
    public_id     text not null unique,
    instrument    text not null,
    source        text not null,
    external_id   text not null,
    title         text not null,
    purpose       text not null,
    user_text     text not null,
    people        text not null,
    account_id    bigint references access_user (id),
    starts_us     bigint not null,
    ends_us       bigint not null,
    project       text,
    samples       text not null,
    consent       text not null check (consent in ('unknown', 'yes', 'no')),
    questions     text not null,
    cancelled_us  bigint,
    cancel_reason text,
    link          text,
    digest        text not null,
    made_us       bigint not null,
    updated_us    bigint not null,
    unique (source, external_id)
);

CREATE INDEX reservations_reservation_of_source on reservations_reservation (source, ends_us);

CREATE INDEX reservations_reservation_when on reservations_reservation (instrument, ends_us, starts_us);

CREATE TABLE reservations_rules
(
    instrument text primary key,
    rules      text not null
);

CREATE TABLE reservations_source
(
    id          integer primary key,
    name        text not null unique,
    kind        text not null,
    setup       text not null,
    secret      text,
    memory      text not null,
    due_us      bigint not null,
    leased_us   bigint,
    leased_by   text,
    tried_us    bigint,
    good_us     bigint,
    failing_us  bigint,
    failures    bigint not null,
    failure     text,
    warnings    text not null,
    found       bigint not null
);

CREATE TABLE reservations_usage
(
    id          integer primary key,
    instrument  text not null,
    source      text not null,
    external_id text not null,
    title       text not null,
    purpose     text not null,
    user_text   text not null,
    people      text not null,
    account_id  bigint references access_user (id),
    operator    text not null,
    starts_us   bigint not null,
    ends_us     bigint,
    project     text,
    samples     text not null,
    consent     text not null check (consent in ('unknown', 'yes', 'no')),
    questions   text not null,
    digest      text not null,
    updated_us  bigint not null,
    unique (source, external_id)
);

CREATE INDEX reservations_usage_updated on reservations_usage (updated_us);

CREATE TABLE scans_difference
(
    experiment_id bigint not null,
    path          text not null,
    name          text not null,
    kind          text not null check (kind in ('new', 'changed', 'gone', 'odd')),
    file_id       bigint,
    size          bigint,
    modified_ns   bigint,
    cause         text not null,
    found_us      bigint not null
);

CREATE UNIQUE INDEX scans_difference_path on scans_difference (experiment_id, substr(path, 1, 500), path, name);

CREATE TABLE scans_folder
(
    experiment_id bigint not null,
    path          text not null,
    modified_ns   bigint,
    mounted       bigint not null
);

CREATE UNIQUE INDEX scans_folder_path on scans_folder (experiment_id, substr(path, 1, 500), path);

CREATE INDEX scans_folder_unread on scans_folder (experiment_id, substr(path, 1, 500)) where modified_ns is null;

CREATE TABLE scans_scan
(
    id             integer primary key,
    public_id      text not null unique,
    storage_id     bigint not null references storages_storage (id),
    experiment_id  bigint references experiments_experiment (id),
    whole          bigint not null,
    adopt          bigint not null,
    believe        bigint not null,
    rate           bigint,
    state          text not null check (state in ('waiting', 'looking', 'reading', 'paused', 'done', 'stopped')),
    phase          bigint not null,
    round          bigint not null,
    place          text,
    message        text,
    asked_by       text not null,
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

CREATE INDEX scans_scan_of_experiment on scans_scan (experiment_id, id);

CREATE INDEX scans_scan_of_storage on scans_scan (storage_id, id);

CREATE TABLE search_change
(
    id    integer primary key,
    files blob not null
);

CREATE TABLE search_column
(
    part_id bigint  not null,
    name    text  not null,
    body    blob not null
);

CREATE UNIQUE INDEX search_column_name on search_column (part_id, name);

CREATE TABLE search_indexer
(
    id        bigint primary key,
    holder    text,
    until_us  bigint not null,
    next_file bigint not null,
    last_file bigint not null
);

CREATE TABLE search_key
(
    experiment_id bigint not null,
    name          text not null,
    primary key (experiment_id, name)
) without rowid;

CREATE TABLE search_part
(
    id      integer primary key,
    section bigint not null,
    files   bigint not null,
    head    blob not null
);

CREATE TABLE search_saved
(
    id         integer primary key,
    public_id  text not null unique,
    user_id    bigint not null,
    name       text not null,
    query      text not null,
    sort       text,
    shared     bigint not null,
    created_us bigint not null
);

CREATE UNIQUE INDEX search_saved_name on search_saved (user_id, name);

CREATE TABLE search_term
(
    part_id bigint  not null,
    first   text  not null,
    body    blob not null
);

CREATE UNIQUE INDEX search_term_first on search_term (part_id, first);

CREATE TABLE sessions_booked
(
    id         integer primary key,
    instrument text not null,
    from_us    bigint not null,
    until_us   bigint not null
);

CREATE TABLE sessions_change
(
    id    integer primary key,
    files blob not null
);

CREATE TABLE sessions_clock
(
    instrument  text not null,
    computer_id bigint not null,
    at_us       bigint not null,
    offset_us   bigint not null,
    primary key (instrument, computer_id, at_us)
) without rowid;

CREATE TABLE sessions_computer
(
    id           integer primary key,
    name         text  not null unique,
    instrument   text  not null,
    folder       text  not null,
    address      text  not null,
    state        text  not null check (state in ('asking', 'known', 'revoked')),
    key_id       text  not null unique,
    secret       blob not null,
    request      text,
    code         text,
    asked_us     bigint  not null,
    confirmed_us bigint,
    confirmed_by text,
    heard_us     bigint,
    offset_us    bigint  not null,
    version      text  not null
);

CREATE TABLE sessions_event
(
    id         integer primary key,
    public_id  text not null unique,
    session_id bigint,
    kind       text not null,
    at_us      bigint not null,
    came_us    bigint not null,
    who        text not null,
    via        text not null,
    detail     text not null,
    refused    text
);

CREATE INDEX sessions_event_of on sessions_event (session_id, id);

CREATE TABLE sessions_file
(
    file_id       bigint primary key,
    instrument    text not null,
    experiment_id bigint not null,
    clock_us      bigint not null,
    taken_us      bigint not null,
    source        text not null,
    session_id    bigint,
    how           text,
    moved_by      text
) without rowid;

CREATE INDEX sessions_file_at on sessions_file (instrument, clock_us, file_id);

CREATE INDEX sessions_file_of on sessions_file (session_id, taken_us, file_id) where session_id is not null;

CREATE INDEX sessions_file_taken on sessions_file (instrument, taken_us, file_id);

CREATE TABLE sessions_filed
(
    file_id   bigint primary key,
    intake_id bigint not null,
    from_id   bigint not null,
    target_id bigint not null
) without rowid;

CREATE TABLE sessions_filing
(
    id    integer primary key,
    files blob not null
);

CREATE TABLE sessions_journal
(
    computer_id bigint not null,
    journal     text not null,
    sequence    bigint not null,
    primary key (computer_id, journal)
) without rowid;

CREATE TABLE sessions_nonce
(
    key_id text  not null,
    nonce  text  not null,
    at_us  bigint  not null,
    primary key (key_id, nonce)
) without rowid;

CREATE INDEX sessions_nonce_at on sessions_nonce (at_us);

CREATE TABLE sessions_rules
(
    instrument text primary key,
    rules      text not null
);

CREATE TABLE sessions_session
(
    id            integer primary key,
    public_id     text not null unique,
    instrument    text not null,
    computer_id   bigint,
    state         text not null check (state in ('open', 'paused', 'ended')),
    person        text not null,
    user_id       bigint,
    experiment_id bigint,
    reservation   text,
    facts         text not null,
    started_us    bigint not null,
    ended_us      bigint,
    seen_us       bigint not null,
    sign_us       bigint not null,
    first_file_us bigint,
    last_file_us  bigint,
    files         bigint not null,
    changed_us    bigint not null
);

CREATE INDEX sessions_session_newest on sessions_session (started_us, id);

CREATE INDEX sessions_session_of on sessions_session (instrument, started_us);

CREATE INDEX sessions_session_open on sessions_session (instrument) where state <> 'ended';

CREATE TABLE sessions_window
(
    id         integer primary key,
    instrument text not null,
    from_us    bigint not null,
    until_us   bigint not null
);

CREATE TABLE sharing_file
(
    link_id bigint not null references sharing_link (id),
    file_id bigint not null,
    primary key (link_id, file_id)
) without rowid;

CREATE TABLE sharing_link
(
    id            integer primary key,
    public_id     text not null unique,
    digest        blob not null,
    experiment_id bigint not null references experiments_experiment (id),
    label         text not null,
    folder        text,
    is_selection  bigint not null,
    made_by       text not null,
    made_us       bigint not null,
    expires_us    bigint not null,
    revoked_us    bigint,
    used_us       bigint
);

CREATE INDEX sharing_link_of_experiment on sharing_link (experiment_id, id);

CREATE TABLE storages_storage
(
    id         integer primary key,
    name       text not null unique,
    path       text not null,
    mark       text not null,
    created_us bigint not null
, kind text not null default 'managed' check (kind in ('managed', 'inplace')));

CREATE TABLE uploads_displaced
(
    source_id bigint not null,
    tag       text not null,
    sha256    text not null,
    primary key (source_id, tag, sha256)
) without rowid;

CREATE TABLE uploads_piece
(
    upload_id text  not null,
    at        bigint  not null,
    length    bigint  not null,
    sha256    blob not null,
    primary key (upload_id, at)
) without rowid;

CREATE TABLE uploads_upload
(
    id            text primary key,
    experiment_id bigint not null references experiments_experiment (id),
    source_id     bigint not null,
    maker       text not null,
    tag           text not null,
    path          text not null,
    length        bigint,
    received      bigint not null,
    modified_ns   bigint,
    sha256        blob,
    verify        text not null,
    metadata      text not null,
    concat        text,
    state         text not null check (state in ('open', 'received', 'verified', 'done', 'failed')),
    read_back     blob,
    verified_us   bigint,
    cause         text,
    made_us       bigint not null,
    expires_us    bigint not null,
    unique (source_id, tag)
);

CREATE INDEX uploads_upload_expiry on uploads_upload (expires_us);

CREATE TABLE verification_run
(
    id             integer primary key,
    public_id      text not null unique,
    kind           text not null check (kind in ('reading', 'repairing', 'background')),
    storage_id     bigint not null references storages_storage (id),
    experiment_id  bigint references experiments_experiment (id),
    pattern        text,
    older_than_us  bigint,
    state          text not null check (state in ('waiting', 'running', 'paused', 'done', 'stopped')),
    message        text,
    asked_by       text not null,
    asked_us       bigint not null,
    ended_us       bigint,
    due_us         bigint not null,
    leased_us      bigint,
    leased_by      text,
    place          text,
    expected_files bigint,
    expected_bytes bigint,
    files          bigint not null,
    file_bytes     bigint not null,
    replicas       bigint not null,
    bytes          bigint not null,
    suspect        bigint not null,
    missing        bigint not null,
    restored       bigint not null,
    repaired       bigint not null,
    busy_us        bigint not null
);

CREATE INDEX verification_run_due on verification_run (due_us) where ended_us is null;

CREATE INDEX verification_run_of_experiment on verification_run (experiment_id, id);
