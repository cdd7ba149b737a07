// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";

/// @title Who may do what in a guardian's registry
/// @notice The owner gives and takes roles and holds none. A role that is given counts after a week, so that everybody can
/// see it come; one that is taken ends at once. An address has one role at most: whoever publishes does not confirm. Each
/// contract says which roles it has a use for; no other can be given.
abstract contract Roles is Ownable2Step {
    enum Role {
        None,
        Publisher,
        Confirmer,
        Revoker,
        Attester
    }

    /// @param since First second in which the role counts.
    struct Holder {
        Role role;
        uint40 since;
    }

    uint256 private constant _DELAY = 7 days;

    mapping(address account => Holder) private _holders;

    /// @notice `holder` has the role from `since` on.
    event RoleAdded(address indexed holder, Role role, uint40 since);
    /// @notice `holder` has lost the role.
    event RoleRemoved(address indexed holder, Role role);

    /// @notice The caller has not the role that this needs, or not yet.
    error RoleNeeded(address caller, Role role);
    /// @notice Has a role already, or is the owner.
    error RoleTaken(address holder, Role role);
    /// @notice Such a role cannot be given.
    error InvalidRole(address holder, Role role);
    /// @notice Without an owner a role that was stolen could never be taken.
    error RolesNeedOwner();

    /// @param holder Has the role from the beginning: nobody relies on this contract yet.
    constructor(address owner, address holder, Role role) Ownable(owner) {
        _add(holder, role, block.timestamp);
    }

    modifier only(Role role) {
        if (!_has(msg.sender, role)) revert RoleNeeded(msg.sender, role);
        _;
    }

    /// @notice Gives a role, which counts in a week.
    function addRole(address holder, Role role) external onlyOwner {
        _add(holder, role, block.timestamp + _DELAY);
    }

    /// @notice Takes a role at once. Holders can give theirs up.
    function removeRole(address holder) external {
        if (msg.sender != holder) _checkOwner();
        _remove(holder);
    }

    /// @notice The role of an address, and the first second in which it counts.
    function roleOf(address holder) public view returns (Role role, uint40 since) {
        return (_holders[holder].role, _holders[holder].since);
    }

    /// @notice Refused: see RolesNeedOwner.
    function renounceOwnership() public view override onlyOwner {
        revert RolesNeedOwner();
    }

    /// @inheritdoc Ownable2Step
    function acceptOwnership() public override {
        Role role = _holders[msg.sender].role;
        if (role != Role.None) revert RoleTaken(msg.sender, role);
        super.acceptOwnership();
    }

    function _has(address account, Role role) internal view returns (bool) {
        Holder storage holder = _holders[account];
        return holder.role == role && block.timestamp >= holder.since;
    }

    function _remove(address account) internal {
        Holder memory holder = _holders[account];
        _beforeRemoved(account, holder);
        emit RoleRemoved(account, holder.role);
        delete _holders[account];
    }

    /// @dev Lets a role that somebody has count from `since` on only, if it would before.
    function _postpone(address account, uint256 since) internal {
        Holder storage holder = _holders[account];
        if (holder.since >= since) return;
        holder.since = uint40(since);
        emit RoleAdded(account, holder.role, uint40(since));
    }

    /// @dev Whether a role means anything here.
    function _isUsed(Role role) internal pure virtual returns (bool);

    function _beforeAdded(address account, Role role) internal virtual {}

    function _beforeRemoved(address account, Holder memory holder) internal virtual {}

    function _add(address account, Role role, uint256 since) private {
        if (account == address(0) || !_isUsed(role)) revert InvalidRole(account, role);
        Role current = _holders[account].role;
        if (current != Role.None || account == owner()) revert RoleTaken(account, current);
        _beforeAdded(account, role);
        _holders[account] = Holder({role: role, since: uint40(since)});
        emit RoleAdded(account, role, uint40(since));
    }
}
