namespace TableTap.Realtime.Limits;

/// <summary>Slots taken of one place: a café or the server.</summary>
/// <param name="All">How many connections there are, of everybody.</param>
/// <param name="Guests">How many of them are not of the staff.</param>
internal readonly record struct ConnectionCount(int All, int Guests)
{
    public ConnectionCount Plus(int slots, bool isStaff) =>
        new(All + slots, Guests + (isStaff ? 0 : slots));

    /// <summary>Whether one more fits; a part is kept for staff.</summary>
    public bool HasRoom(bool isStaff, int limit, int reservePercent) =>
        All < limit && (isStaff || Guests < limit - (limit * (long)reservePercent / 100));
}
