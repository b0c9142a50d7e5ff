using System.Text.Json.Serialization;

namespace TableTap.Terms;

/// <summary>Who a token speaks for (docs/protocol.md §1). Admin includes manager includes employee, within own cafés.</summary>
[JsonConverter(typeof(WireEnum<Role>))]
public enum Role
{
    /// <summary>A guest who orders and pays.</summary>
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
    /// <summary>The set that holds no role.</summary>
    None = 0,

    /// <summary>Guests, who order and pay.</summary>
    Customer = 1 << Role.Customer,

    /// <summary>Employees, who work at a counter; no managers and no admins.</summary>
    Employee = 1 << Role.Employee,

    /// <summary>Managers, who run one or more cafés; no admins.</summary>
    Manager = 1 << Role.Manager,

    /// <summary>Administrators, who run the server.</summary>
    Admin = 1 << Role.Admin,

    /// <summary>Back ends, such as a payment gateway or an ordering system.</summary>
    Service = 1 << Role.Service,

    /// <summary>Managers, and admins, who may do what a manager may do.</summary>
    Managers = Manager | Admin,

    /// <summary>Employees, and managers and admins, who may do what an employee may do.</summary>
    Staff = Employee | Managers,

    /// <summary>Everybody who is a person: guests and staff.</summary>
    People = Customer | Staff,

    /// <summary>Every role, people and back ends.</summary>
    Everybody = People | Service,
}

/// <summary>Questions to a set of roles.</summary>
public static class RoleSet
{
    /// <summary>Whether the set holds the role.</summary>
    /// <param name="set">The set of roles to search.</param>
    /// <param name="role">The role to find in it.</param>
    public static bool Has(this Roles set, Role role) =>
        (set & (Roles)(1 << (int)role)) != Roles.None;
}
