-- Files that may belong to another experiment now.
create table sessions_filing
(
    id    {key},
    files {bytes} not null
);

-- Files that went, or are about to go, from the experiment that takes an instrument's files first (the intake) to the one of their session. from_id: where each was
-- when it was sent to its target.
create table sessions_filed
(
    file_id   bigint primary key,
    intake_id bigint not null,
    from_id   bigint not null,
    target_id bigint not null
) {clustered};
