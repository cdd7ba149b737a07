// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {EmailGuardian} from "../../src/guardians/EmailGuardian.sol";
import {Roles} from "../../src/guardians/Roles.sol";
import {Attestations} from "./Attestations.sol";
import {Wallet} from "./Policies.sol";

/// @notice An EmailGuardian with an attester and a revoker whose roles count, and one mailbox.
abstract contract EmailTest is Attestations {
    uint256 internal constant NOW = 1_760_000_000;
    bytes32 internal constant HASH = keccak256("the request");
    uint256 internal constant LIFE = 24 hours;

    address internal immutable admin = address(0xad);
    address internal immutable revoker = address(0x4e);
    Wallet internal attester = walletOf("attester");
    Wallet internal successor = walletOf("successor");

    EmailGuardian internal guardian;
    bytes32 internal commitment;

    function setUp() public virtual {
        vm.warp(NOW - 10 days);
        guardian = deployEmailGuardian(admin, attester.addr);
        addRole(revoker, Roles.Role.Revoker);
        commitment = commitmentOf(address(0xacc0), "alice@example.org", keccak256("salt"));
        vm.warp(NOW);
    }

    function addRole(address holder, Roles.Role role) internal {
        vm.prank(admin);
        guardian.addRole(holder, role);
    }

    function removeRole(address holder) internal {
        vm.prank(admin);
        guardian.removeRole(holder);
    }

    function revoke(address attester_) internal {
        vm.prank(revoker);
        guardian.revoke(attester_);
    }

    /// @dev By this attester, for an hour.
    function by(Wallet memory attester_) internal view returns (bytes memory) {
        return until(attester_, block.timestamp + 1 hours);
    }

    function until(Wallet memory attester_, uint256 expiry) internal view returns (bytes memory) {
        return attestationOf(attester_, address(guardian), HASH, commitment, expiry);
    }

    function answer(bytes memory signature) internal view returns (bytes4) {
        return guardian.verify(abi.encode(commitment), HASH, signature);
    }

    function accepts(bytes memory signature, string memory what) internal view {
        assertEq(bytes32(answer(signature)), bytes32(guardian.verify.selector), what);
    }

    function rejects(bytes memory signature, string memory what) internal view {
        assertEq(bytes32(answer(signature)), bytes32(FAILURE), what);
    }

    function expectSuspended(bool expected, string memory what) internal view {
        assertEq(guardian.suspended(abi.encode(commitment)), expected, what);
        assertEq(guardian.suspended(abi.encode(~commitment)), expected, "another mailbox");
    }
}
