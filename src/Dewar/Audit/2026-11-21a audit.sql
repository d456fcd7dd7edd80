-- Who did what to what, in the order in which it happened; each entry's digest covers the one before it.
create table audit_entry
(
    id            bigint  primary key,
    at_us         bigint  not null,
    who           {text}  not null,
    action        {text}  not null,
    subject       {text}  not null,
    experiment_id bigint,
    detail        {text}  not null,
    digest        {bytes} not null
);

create index audit_entry_of_experiment on audit_entry (experiment_id, id);
