create table access_user
(
    id          {key},
    name        {text} not null unique,
    full_name   {text} not null,
    email       {text} not null,
    role        {text} not null check (role in ('administrator', 'staff', 'user')),
    password    {text},
    created_us  bigint not null,
    disabled_us bigint
);

-- The stations whose staff somebody is.
create table access_staff
(
    user_id bigint not null references access_user (id),
    station {text} not null,
    primary key (user_id, station)
);

create table access_group
(
    id          {key},
    name        {text} not null unique,
    description {text} not null
);

create table access_group_member
(
    group_id bigint not null references access_group (id),
    user_id  bigint not null references access_user (id),
    primary key (group_id, user_id)
);

create index access_group_member_of_user on access_group_member (user_id);

-- Browser sessions, programs' tokens, stations' tokens and the one-time token of the set-up: one mechanism. Only digests are kept.
create table access_token
(
    id         {key},
    public_id  {text}  not null unique,
    digest     {bytes} not null,
    kind       {text}  not null check (kind in ('session', 'program', 'station', 'setup')),
    name       {text}  not null,
    user_id    bigint references access_user (id),
    station    {text},
    scope      {text}  not null check (scope in ('read', 'write', 'station', 'admin')),
    created_us bigint  not null,
    expires_us bigint  not null,
    used_us    bigint
);

create index access_token_of_user on access_token (user_id);
