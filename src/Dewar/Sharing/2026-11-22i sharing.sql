-- Links that show a part of one experiment to whoever has them. digest: of the secret in the link, which nobody keeps. folder: only what is below it;
-- is_selection: only the files in sharing_file; neither: the whole experiment.
create table sharing_link
(
    id            {key},
    public_id     {text} not null unique,
    digest        {bytes} not null,
    experiment_id bigint not null references experiments_experiment (id),
    label         {text} not null,
    folder        {text},
    is_selection  bigint not null,
    made_by       {text} not null,
    made_us       bigint not null,
    expires_us    bigint not null,
    revoked_us    bigint,
    used_us       bigint
);

create index sharing_link_of_experiment on sharing_link (experiment_id, id);

create table sharing_file
(
    link_id bigint not null references sharing_link (id),
    file_id bigint not null,
    primary key (link_id, file_id)
) {clustered};
