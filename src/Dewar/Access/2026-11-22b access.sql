-- Workers have tokens of their own. Neither engine lets a check be changed in the same words, so the table is made anew.
create table access_token_anew
(
    id         {key},
    public_id  {text}  not null unique,
    digest     {bytes} not null,
    kind       {text}  not null check (kind in ('session', 'program', 'station', 'worker', 'setup')),
    name       {text}  not null,
    user_id    bigint references access_user (id),
    station    {text},
    scope      {text}  not null check (scope in ('read', 'write', 'station', 'worker', 'admin')),
    created_us bigint  not null,
    expires_us bigint  not null,
    used_us    bigint
);

insert into access_token_anew (public_id, digest, kind, name, user_id, station, scope, created_us, expires_us, used_us)
select public_id, digest, kind, name, user_id, station, scope, created_us, expires_us, used_us from access_token order by id;

drop table access_token;
alter table access_token_anew rename to access_token;
create index access_token_of_user on access_token (user_id);
