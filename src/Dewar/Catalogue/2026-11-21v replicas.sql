-- When a replica was last looked at, whatever came of it; 0 for never, null where there is nothing to look at.
alter table catalogue_replica add column checked_us bigint;

update catalogue_replica set checked_us = coalesce(verified_us, 0) where state in ('stored', 'verified', 'suspect', 'missing');

-- The oldest first, for reading again in the background. Times only grow, so the index is written at its end.
create index catalogue_replica_checked on catalogue_replica (storage_id, checked_us) where checked_us is not null;
-- Small: few are in trouble.
create index catalogue_replica_trouble on catalogue_replica (file_id, version, storage_id, state) where state in ('suspect', 'missing');
create index catalogue_version_digest on catalogue_version (substr(sha256, 1, 8));
