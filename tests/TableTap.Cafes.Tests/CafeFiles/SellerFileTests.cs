using System.Text;
using TableTap.Cafes.CafeFiles;
using TableTap.Ordering;
using TableTap.Ordering.Profiles;

namespace TableTap.Cafes.Tests.CafeFiles;

/// <summary>Who sells, in a café's file: read, written, and what is wrong is told with its place.</summary>
public sealed class SellerFileTests
{
    private static readonly CafeSeller Seller = new(
        "Corner Coffee BV",
        ["Rue Haute 1", "1000 Brussels"],
        "BE 0123.456.789",
        "Thank you"
    );

    private static CafeReading Read(string seller) =>
        CafeFile.Read(
            Encoding.UTF8.GetBytes(
                CafeFile.Write("corner", DemoCafe.Profile, FileFormat.Yaml) + "\n" + seller
            ),
            FileFormat.Yaml
        );

    [Fact]
    public void It_is_read()
    {
        var read = Read(
            """
            seller:
              name: Corner Coffee BV
              address: [Rue Haute 1, 1000 Brussels]
              taxNumber: BE 0123.456.789
              footer: Thank you
            """
        );

        Assert.Empty(read.Problems);
        Assert.Equal(Seller, read.Profile!.Seller);
    }

    [Theory]
    [InlineData("")]
    [InlineData("seller: {}")]
    [InlineData("seller: { address: [] }")]
    public void A_file_without_it_names_the_café_alone(string seller)
    {
        var read = Read(seller);

        Assert.Empty(read.Problems);
        Assert.Null(read.Profile!.Seller);
    }

    [Theory]
    [InlineData("seller: { address: [a, b, c, d, e, f, g, h, i] }", "seller.address")]
    [InlineData("seller: { address: [a, ' '] }", "seller.address[1]")]
    [InlineData("seller: { address: a }", "seller.address")]
    [InlineData("seller: { vat: BE1 }", "seller")]
    [InlineData("seller: yes", "seller")]
    public void What_is_wrong_is_told_with_its_place(string seller, string path) =>
        Assert.Contains(Read(seller).Problems, problem => problem.Path == path);

    [Theory]
    [InlineData("name", 81)]
    [InlineData("taxNumber", 81)]
    [InlineData("footer", 201)]
    public void What_is_too_long_for_paper_is_told(string field, int length) =>
        Assert.Contains(
            Read($"seller: {{ {field}: {new string('x', length)} }}").Problems,
            problem => problem.Path == $"seller.{field}"
        );

    [Theory]
    [InlineData(FileFormat.Json)]
    [InlineData(FileFormat.Yaml)]
    public void What_is_written_is_read_again(FileFormat format)
    {
        var profile = DemoCafe.Profile with { Seller = Seller };

        var read = CafeFile.Read(
            Encoding.UTF8.GetBytes(CafeFile.Write("corner", profile, format)),
            format
        );

        Assert.Equal(profile, read.Profile);
    }

    [Fact]
    public void Another_tax_number_is_told_before_it_is_imported_and_is_another_menu()
    {
        var before = DemoCafe.Profile with { Seller = Seller };
        var after = before with { Seller = Seller with { TaxNumber = "BE 1" } };

        Assert.Contains(
            "BE 1",
            Assert.Single(ProfileChanges.Between(before, after)),
            StringComparison.Ordinal
        );
        Assert.False(after.HasMenuOf(before));
    }
}
