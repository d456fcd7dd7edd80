-- Which files have a key with a value: eight bytes of a digest over experiment, key and value. A listing takes the folders in the order
-- of their paths and the names in each from here, so that what is rare is found as soon as what is common.
create table catalogue_word
(
    word      bigint not null,
    folder_id bigint not null,
    name      {text} not null,
    primary key (word, folder_id, name)
) {clustered};

-- Files described before there were words; the site writes theirs at its first start.
create table catalogue_wordless (file_id bigint primary key);

insert into catalogue_wordless select id from catalogue_file where metadata is not null;

-- Digests come in no order. One index over all of them would be written everywhere, by every batch; in sections of 131 072 files a batch
-- writes to the last one only, however many there are. Who looks for a digest looks into each.
drop index catalogue_file_digest;
create index catalogue_file_digest on catalogue_file ((id >> 17), substr(sha256, 1, 8));

-- By time in a folder, and in an experiment.
create index catalogue_file_modified on catalogue_file (folder_id, modified_ns);
create index catalogue_file_period on catalogue_file (experiment_id, modified_ns, folder_id);
-- Nothing ever asked for it.
drop index catalogue_file_newest;
