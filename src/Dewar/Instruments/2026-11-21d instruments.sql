create table instruments_station
(
    id          {key},
    name        {text} not null unique,
    description {text} not null,
    template    {text} not null,
    storage     {text},
    created_us  bigint not null,
    heard_us    bigint,
    host        {text},
    version     {text}
);

create table instruments_instrument
(
    id          {key},
    name        {text} not null unique,
    station     {text} not null,
    description {text} not null,
    settling    {json} not null
);
