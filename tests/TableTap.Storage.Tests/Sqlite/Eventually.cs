namespace TableTap.Storage.Tests.Sqlite;

/// <summary>Waits for what another task will bring about, as long as the test may run.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
