-- Whose worker has it: when that comes to life again, it need not wait for its own lease to run out.
alter table jobs_job add column leased_by {text};
