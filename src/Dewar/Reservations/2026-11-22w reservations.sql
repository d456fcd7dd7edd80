-- Booked time. source: the calendar it came from, or 'dewar' for what was booked here; external_id: what that calls it. people: the names by which the account is
-- looked for. digest: of all that came, so that what did not change is left alone.
create table reservations_reservation
(
    id            {key},
    public_id     {text} not null unique,
    instrument    {text} not null,
    source        {text} not null,
    external_id   {text} not null,
    title         {text} not null,
    purpose       {text} not null,
    user_text     {text} not null,
    people        {json} not null,
    account_id    bigint references access_user (id),
    starts_us     bigint not null,
    ends_us       bigint not null,
    project       {text},
    samples       {json} not null,
    consent       {text} not null check (consent in ('unknown', 'yes', 'no')),
    questions     {json} not null,
    cancelled_us  bigint,
    cancel_reason {text},
    link          {text},
    digest        {text} not null,
    made_us       bigint not null,
    updated_us    bigint not null,
    unique (source, external_id)
);

create index reservations_reservation_when on reservations_reservation (instrument, ends_us, starts_us);
create index reservations_reservation_of_source on reservations_reservation (source, ends_us);

-- When an instrument was really used, as a booking system counts it. ends_us: null while it goes on.
create table reservations_usage
(
    id          {key},
    instrument  {text} not null,
    source      {text} not null,
    external_id {text} not null,
    title       {text} not null,
    purpose     {text} not null,
    user_text   {text} not null,
    people      {json} not null,
    account_id  bigint references access_user (id),
    operator    {text} not null,
    starts_us   bigint not null,
    ends_us     bigint,
    project     {text},
    samples     {json} not null,
    consent     {text} not null check (consent in ('unknown', 'yes', 'no')),
    questions   {json} not null,
    digest      {text} not null,
    updated_us  bigint not null,
    unique (source, external_id)
);

create index reservations_usage_updated on reservations_usage (updated_us);

-- Calendars that are looked at. secret is only ever written; secret_from names a file or a variable instead. memory: what makes the next look cheaper.
-- A process that looks has the row on a lease; leased_by is new for each look, so that one that comes too late changes nothing.
create table reservations_source
(
    id          {key},
    name        {text} not null unique,
    kind        {text} not null,
    setup       {json} not null,
    secret      {text},
    memory      {json} not null,
    due_us      bigint not null,
    leased_us   bigint,
    leased_by   {text},
    tried_us    bigint,
    good_us     bigint,
    failing_us  bigint,
    failures    bigint not null,
    failure     {text},
    warnings    {json} not null,
    found       bigint not null
);

-- How an instrument may be booked here.
create table reservations_rules
(
    instrument {text} primary key,
    rules      {json} not null
);
