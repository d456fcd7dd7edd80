-- What the station last said of its disks.
alter table instruments_station add column disks {json};
