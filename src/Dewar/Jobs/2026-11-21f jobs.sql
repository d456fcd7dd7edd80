-- Work that survives a crash. A taken job is leased: when its worker dies, the lease runs out and another takes it.
create table jobs_job
(
    id        {key},
    kind      {text} not null,
    payload   {text} not null,
    due_us    bigint not null,
    leased_us bigint,
    attempts  bigint not null,
    failure   {text}
);

create index jobs_job_due on jobs_job (due_us, id);
