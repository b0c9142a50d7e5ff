using TableTap.Testing;

namespace TableTap.Pages.Tests.Documents;

/// <summary>What the pages take from others lies beside them as its package has it, with its licence.</summary>
public sealed class VendorTests
{
    private static readonly string Vendor = Path.Combine(Repository.Root, "web/vendor");
    private static readonly string Packages = Path.Combine(
        Repository.Root,
        "tests/TableTap.Pages.Tests/node_modules"
    );

    [Fact]
    public void Every_package_has_its_licence()
    {
        Assert.NotEmpty(Directory.EnumerateDirectories(Vendor));
        Assert.All(
            Directory.EnumerateDirectories(Vendor),
            package => Assert.True(File.Exists(Path.Combine(package, "LICENSE")), package)
        );
    }

    [Fact]
    public void Every_file_is_the_packages_own()
    {
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(Packages, "uplot")),
            "uplot is not installed: run 'npm ci' in tests/TableTap.Pages.Tests."
        );
        Assert.All(
            Directory.EnumerateFiles(Vendor, "*", SearchOption.AllDirectories),
            file =>
            {
                var package = Path.GetFileName(Path.GetDirectoryName(file)!);
                var name = Path.GetFileName(file);
                var own = new[] { $"{package}/{name}", $"{package}/dist/{name}" }
                    .Select(path => Path.Combine(Packages, path))
                    .FirstOrDefault(File.Exists);
                Assert.True(own is not null, $"{file} is in no package");
                Assert.Equal(File.ReadAllBytes(own), File.ReadAllBytes(file));
            }
        );
    }
}
