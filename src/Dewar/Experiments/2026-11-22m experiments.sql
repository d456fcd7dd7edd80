-- The types that an administrator wrote down. While there are none, an experiment may have any type.
create table experiments_type
(
    name        {text} primary key,
    description {text} not null,
    properties  {json} not null
);
