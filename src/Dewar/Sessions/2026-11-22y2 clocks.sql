-- What was to be added to a control computer's clock from when it showed clock_us on; a row for each time that this changed.
create table sessions_clock
(
    computer_id bigint not null,
    clock_us    bigint not null,
    instrument  {text} not null,
    offset_us   bigint not null,
    primary key (computer_id, clock_us)
) {clustered};

create index sessions_file_taken on sessions_file (instrument, taken_us, file_id);
