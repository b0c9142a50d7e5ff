using System.Text.Json;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Errors;
using TableTap.Terms;

namespace TableTap.Protocol.Tests.Values;

public sealed class RoleTests
{
    [Theory]
    [InlineData(Roles.None, "")]
    [InlineData(Roles.Managers, "Manager Admin")]
    [InlineData(Roles.Staff, "Employee Manager Admin")]
    [InlineData(Roles.People, "Customer Employee Manager Admin")]
    [InlineData(Roles.Everybody, "Customer Employee Manager Admin Service")]
    [InlineData(Roles.Customer | Roles.Service, "Customer Service")]
    public void A_set_holds_its_roles_and_no_other(Roles set, string roles) =>
        Assert.Equal(roles, string.Join(' ', Enum.GetValues<Role>().Where(role => set.Has(role))));

    [Theory]
    [InlineData(Role.Customer, "customer")]
    [InlineData(Role.Employee, "staff")]
    [InlineData(Role.Manager, "manager")]
    [InlineData(Role.Admin, "admin")]
    [InlineData(Role.Service, "service")]
    public void The_required_role_of_an_employee_is_called_staff(Role role, string word)
    {
        var json = JsonSerializer.Serialize(
            new(ErrorCode.NotFound, "x", RequiredRole: role),
            ProtocolJson.Default.Error
        );
        Assert.Contains($"\"requiredRole\":\"{word}\"", json, StringComparison.Ordinal);
        Assert.Equal(
            role,
            JsonSerializer.Deserialize(json, ProtocolJson.Default.Error)!.RequiredRole
        );
    }

    [Theory]
    [InlineData("\"employee\"")]
    [InlineData("1")]
    public void No_other_word_is_a_required_role(string word) =>
        Assert.Throws<JsonException>(() =>
            JsonSerializer.Deserialize(
                $"{{\"code\":\"NOT_FOUND\",\"message\":\"\",\"requiredRole\":{word}}}",
                ProtocolJson.Default.Error
            )
        );
}
