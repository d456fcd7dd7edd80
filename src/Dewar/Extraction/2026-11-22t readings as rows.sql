-- What came of reading, once more, in a table that SQLite keeps as rows: in one that is its own index it gives every document of more than
-- a thousand bytes a page to itself, four thousand, and a million files took five gigabytes.
create table extraction_reading_new
(
    file_id        {key},
    experiment_id  bigint  not null,
    version        bigint  not null,
    state          {text}  not null check (state in ('read', 'damaged', 'failed')),
    reader         {text}  not null,
    reader_version bigint  not null,
    format         {text}  not null,
    media_type     {text}  not null,
    message        {text},
    part_of        {text},
    document       {bytes} not null,
    thumbnail      bigint,
    preview        bigint,
    began_us       bigint  not null,
    read_us        bigint  not null
);

insert into extraction_reading_new (file_id, experiment_id, version, state, reader, reader_version, format, media_type, message, part_of, document, thumbnail, preview, began_us, read_us)
select file_id, experiment_id, version, state, reader, reader_version, format, media_type, message, part_of, document, thumbnail, preview, began_us, read_us from extraction_reading;

drop table extraction_reading;
alter table extraction_reading_new rename to extraction_reading;
create index extraction_reading_by on extraction_reading (experiment_id, reader, reader_version, state, file_id);
create index extraction_reading_failed on extraction_reading (reader, reader_version) where state = 'failed';
create index extraction_reading_trouble on extraction_reading (experiment_id, file_id) where state <> 'read';
