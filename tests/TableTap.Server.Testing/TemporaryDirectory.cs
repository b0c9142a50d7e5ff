namespace TableTap.Server.Testing;

/// <summary>A directory of one test's own, gone with it.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("tabletap-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
