namespace TableTap.Realtime.Authentication;

/// <summary>Gives a new unique, sortable id each time, without prefix. Thread-safe.</summary>
public delegate string IdSource();

/// <summary>Gives a random number from 0 up to but not including 1. Thread-safe.</summary>
public delegate double RandomSource();
