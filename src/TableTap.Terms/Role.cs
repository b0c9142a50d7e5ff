using System.Text.Json.Serialization;

namespace TableTap.Terms;

/// <summary>Who a token speaks for (docs/protocol.md §1). Admin includes manager includes employee, within own cafés.</summary>
[JsonConverter(typeof(WireEnum<Role>))]
public enum Role
{
    /// <summary>A guest.</summary>
    Customer,

    /// <summary>Somebody who works at a counter.</summary>
    Employee,

    /// <summary>Somebody who runs one or more cafés.</summary>
    Manager,

    /// <summary>Somebody who runs the server.</summary>
    Admin,

    /// <summary>A back end: payment gateway or ordering system.</summary>
    Service,
}

/// <summary>A set of roles, for tables that say who may do what.</summary>
[Flags]
public enum Roles
{
    /// <summary>Nobody.</summary>
    None = 0,

    /// <summary>Guests.</summary>
    Customer = 1 << Role.Customer,

    /// <summary>Employees.</summary>
    Employee = 1 << Role.Employee,

    /// <summary>Managers.</summary>
    Manager = 1 << Role.Manager,

    /// <summary>Administrators.</summary>
    Admin = 1 << Role.Admin,

    /// <summary>Back ends.</summary>
    Service = 1 << Role.Service,

    /// <summary>Manager or more.</summary>
    Managers = Manager | Admin,

    /// <summary>Employee or more.</summary>
    Staff = Employee | Managers,

    /// <summary>Everybody with a screen.</summary>
    People = Customer | Staff,

    /// <summary>Everybody.</summary>
    Everybody = People | Service,
}

/// <summary>Questions to a set of roles.</summary>
public static class RoleSet
{
    /// <summary>Whether the set holds the role.</summary>
    /// <param name="set">The set.</param>
    /// <param name="role">The role.</param>
    public static bool Has(this Roles set, Role role) =>
        (set & (Roles)(1 << (int)role)) != Roles.None;
}
