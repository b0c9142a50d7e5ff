namespace TableTap.Testing;

/// <summary>Where the working copy is that the tests were built from.</summary>
public static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "TableTap.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No solution stands above {start}.");
    }
}
