-- A station's memory: what it was told to do and how far each file is.
create table journeys_station
(
    id   {text} primary key,
    name {text}
);

create table journeys_source
(
    source     bigint primary key,
    assignment {json} not null,
    state      {text} not null,
    ran_ms     bigint not null,
    began_us   bigint not null,
    baseline   bigint not null
);

create table journeys_file
(
    -- Never given again: it names deliveries to the site, which takes each only once.
    id          integer primary key autoincrement,
    source      bigint not null,
    path        {text} not null,
    size        bigint not null,
    modified_ns bigint not null,
    stage       bigint not null,
    since_us    bigint not null,
    due_us      bigint not null,
    attempts    bigint not null,
    cause       {text},
    revision    bigint not null,
    sha256      {text},
    displaced   {text},
    verified_us bigint,
    unique (source, path)
);

-- Only what is on its way: the index stays small however much has arrived.
create index journeys_file_on_its_way on journeys_file (source, stage, id) where stage in (1, 2, 3, 4);

-- What has something to say; told every half second, so it must not cost a walk through all.
create index journeys_file_problems on journeys_file (source, since_us, id) where cause is not null;
