// Files dropped on a page: an element <dewar-upload> that sends them by tus, resumable.
export {};
