namespace TableTap.Server.Hosting;

/// <summary>The address by which people on this machine reach a server.</summary>
public static class PublicUrl
{
    /// <summary>An address as one can open it: every-interface addresses become <c>localhost</c>.</summary>
    /// <param name="listening">An address that Kestrel listens on.</param>
    public static string Of(string listening)
    {
        var binding = BindingAddress.Parse(listening);
        var host = binding.Host is "[::]" or "0.0.0.0" or "*" or "+" ? "localhost" : binding.Host;
        return $"{binding.Scheme}://{host}:{binding.Port}";
    }
}
