-- CRC-32 of contents, as a ZIP has them: found while they were sent, so that a broken download goes on without reading all again.
create table downloads_checksum
(
    sha256 {bytes} not null primary key,
    crc32  bigint  not null
) {clustered};
