namespace Dewar.Catalogue;

/// <summary>Waiting: to be read. Read: done. Damaged: the file is broken, and what was found before the damage is there. Failed: its reader did not survive it.</summary>
public enum ReadingState { Waiting, Read, Damaged, Failed }

/// <summary>A reader of files.</summary>
public sealed record ReadBy(string Name, long Version);

/// <summary>Pictures of a file: addresses at the site, and sizes in bytes.</summary>
public sealed record Pictures(string Thumbnail, long ThumbnailBytes, string Preview, long PreviewBytes);
