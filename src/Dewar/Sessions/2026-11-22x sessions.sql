-- Control computers. secret: what its requests are signed with; HMAC needs it as it is. request, code: while somebody asks to be added.
-- offset_us: what is to be added to the computer's clock to have the site's, as last measured.
create table sessions_computer
(
    id           {key},
    name         {text}  not null unique,
    instrument   {text}  not null,
    folder       {text}  not null,
    address      {text}  not null,
    state        {text}  not null check (state in ('asking', 'known', 'revoked')),
    key_id       {text}  not null unique,
    secret       {bytes} not null,
    request      {text},
    code         {text},
    asked_us     bigint  not null,
    confirmed_us bigint,
    confirmed_by {text},
    heard_us     bigint,
    offset_us    bigint  not null,
    version      {text}  not null
);

-- Signed requests that were here, so that none is carried out twice. Old ones go: their time alone refuses them.
create table sessions_nonce
(
    key_id {text}  not null,
    nonce  {text}  not null,
    at_us  bigint  not null,
    primary key (key_id, nonce)
) {clustered};

create index sessions_nonce_at on sessions_nonce (at_us);

-- How far the journals of loggers have come.
create table sessions_journal
(
    computer_id bigint not null,
    journal     {text} not null,
    sequence    bigint not null,
    primary key (computer_id, journal)
) {clustered};

-- What was to be added to a control computer's clock from at_us on, by the site's clock; a row for each time that this changed.
create table sessions_clock
(
    instrument  {text} not null,
    computer_id bigint not null,
    at_us       bigint not null,
    offset_us   bigint not null,
    primary key (instrument, computer_id, at_us)
) {clustered};

-- A session as its events tell it: all but id, public_id and instrument follows from them, from seen_us, when somebody was last seen to be there
-- though nothing was said, and from its files. sign_us: the last sign of anybody, by all of these. reservation: the booking in which it took
-- place.
create table sessions_session
(
    id            {key},
    public_id     {text} not null unique,
    instrument    {text} not null,
    computer_id   bigint,
    state         {text} not null check (state in ('open', 'paused', 'ended')),
    person        {text} not null,
    user_id       bigint,
    experiment_id bigint,
    reservation   {text},
    facts         {json} not null,
    started_us    bigint not null,
    ended_us      bigint,
    seen_us       bigint not null,
    sign_us       bigint not null,
    first_file_us bigint,
    last_file_us  bigint,
    files         bigint not null,
    changed_us    bigint not null
);

create index sessions_session_of on sessions_session (instrument, started_us);
create index sessions_session_open on sessions_session (instrument) where state <> 'ended';
create index sessions_session_newest on sessions_session (started_us, id);

-- What happened in a session, and what people mended of it. session_id: null for what a logger said that makes no sense; refused has why.
create table sessions_event
(
    id         {key},
    public_id  {text} not null unique,
    session_id bigint,
    kind       {text} not null,
    at_us      bigint not null,
    came_us    bigint not null,
    who        {text} not null,
    via        {text} not null,
    detail     {json} not null,
    refused    {text}
);

create index sessions_event_of on sessions_event (session_id, id);

-- Files of instruments: when they were taken, by the clock of the instrument and corrected, and the session they belong to. source: content or
-- stamp. how: inside, after, before, files, hand; null while there is no session for it.
create table sessions_file
(
    file_id       bigint primary key,
    instrument    {text} not null,
    experiment_id bigint not null,
    clock_us      bigint not null,
    taken_us      bigint not null,
    source        {text} not null,
    session_id    bigint,
    how           {text},
    moved_by      {text}
) {clustered};

create index sessions_file_of on sessions_file (session_id, taken_us, file_id) where session_id is not null;
create index sessions_file_at on sessions_file (instrument, clock_us, file_id);
create index sessions_file_taken on sessions_file (instrument, taken_us, file_id);

-- Files of which other things are known now.
create table sessions_change
(
    id    {key},
    files {bytes} not null
);

-- Times at instruments, by the site's clock, whose files may belong to other sessions now.
create table sessions_window
(
    id         {key},
    instrument {text} not null,
    from_us    bigint not null,
    until_us   bigint not null
);

-- Times at instruments whose bookings, or use as a booking system counts it, changed.
create table sessions_booked
(
    id         {key},
    instrument {text} not null,
    from_us    bigint not null,
    until_us   bigint not null
);

-- How sessions are kept at an instrument.
create table sessions_rules
(
    instrument {text} primary key,
    rules      {json} not null
);
