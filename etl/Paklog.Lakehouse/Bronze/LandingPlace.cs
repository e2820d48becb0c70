using Paklog.Lakehouse.Contracts;
using Paklog.Lakehouse.Engine;

namespace Paklog.Lakehouse.Bronze;

/// <summary>Where a landing writes, and by which rules.</summary>
/// <param name="Engine">Does the work.</param>
/// <param name="Broken">Bronze tables whose events are held back, by name without namespace.</param>
internal sealed record LandingPlace(Workspace Workspace, IEngine Engine, IReadOnlyCollection<Contract> Contracts, LandingOptions Options, IReadOnlyDictionary<string, Exception> Broken);
