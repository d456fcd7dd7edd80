-- Paths from which files went to other experiments, with the deliveries that had brought them: what is told of such a delivery once more is old news.
create table catalogue_left
(
    folder_id bigint not null,
    name      {text} not null,
    delivery  {text} not null,
    file_id   bigint not null,
    primary key (folder_id, name, delivery)
) {clustered};

create index catalogue_left_of on catalogue_left (file_id);
