namespace Ispeed.Hub.Organisations;

/// <summary>How far the one who imports reaches: a list must not change what lies outside. The command line reaches everything.</summary>
/// <param name="MayChange">Whether an organisation of the tree may be changed, and others put below it.</param>
/// <param name="MayFound">Whether an organisation of this area may stand below nobody.</param>
internal sealed record ImportReach(Func<OrganisationTree, Guid, bool> MayChange, Func<string?, bool> MayFound);
