-- How often somebody asked that what failed be tried now. The station sees that it grew.
alter table acquisitions_acquisition add column retries bigint not null default 0;

-- What people ask of a station while they wait: what is in a folder. Rows live for seconds, so their numbers are drawn: a table that was empty
-- between would count from the beginning again.
create table acquisitions_question
(
    id       bigint primary key,
    station  {text} not null,
    question {json} not null,
    asked_us bigint not null,
    answer   {json}
);

create index acquisitions_question_open on acquisitions_question (station, id) where answer is null;
