using TableTap.Backplane;
using TableTap.Realtime.Peers;
using TableTap.Server.Configuration;

namespace TableTap.Server.Hosting;

/// <summary>The backplane as the settings of a server describe it.</summary>
internal static class OpenedBackplane
{
    /// <summary>Opens it; a <see cref="BackplaneOpening"/>.</summary>
    /// <param name="options">The settings of the server.</param>
    /// <param name="time">The clock of the server.</param>
    /// <param name="log">Where the backplane tells the operator of trouble.</param>
    public static async Task<IBackplane?> OpenAsync(
        TableTapOptions options,
        TimeProvider time,
        ILogger log
    )
    {
        if (!options.Backplane.IsThere)
        {
            return null;
        }

        try
        {
            return await RedisBackplane.OpenAsync(options.Backplane.ConnectionString, time, log);
        }
        catch (FormatException wrong)
        {
            throw new InvalidDataException(
                $"Backplane:ConnectionString cannot be read: {wrong.Message}",
                wrong
            );
        }
    }
}
