// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Test} from "./support/Test.sol";

/// @notice What anybody can call on the released contracts, so that a switch cannot slip in unseen.
contract NoSwitchTest is Test {
    /// C-47 There is no pause, no kill switch and no role: these functions, each with a test of who may call it, are all
    /// that can change anything, so nobody can stop a cancellation or lengthen a wait.
    function test_release_hasNoSwitch() public view {
        assertEq(
            _writes("RecoveryModule"),
            " approve cancel cancelWithSignature clearPolicy execute invalidate object onInstall onUninstall record recover republish setPolicy start",
            "RecoveryModule"
        );
        assertEq(
            _writes("PasskeyValidator"),
            " addPasskey onInstall onUninstall removePasskey replacePasskeys",
            "PasskeyValidator"
        );
        assertEq(_writes("AccountFactory"), " createAccount", "AccountFactory");
    }

    /// C-49 A guardian's verifier has roles, and these are all that they can change: who holds one, which keys sign for
    /// issuers, and that an attester is no more. Nobody can approve by them, lift a suspension or forbid one.
    function test_release_rolesCanDoNothingElse() public view {
        string memory owners = " acceptOwnership addRole";
        assertEq(
            _writes("OidcGuardian"),
            string.concat(owners, " confirm publish raiseDelay removeRole revoke transferOwnership"),
            "OidcGuardian"
        );
        assertEq(
            _writes("EmailGuardian"), string.concat(owners, " removeRole revoke transferOwnership"), "EmailGuardian"
        );
    }

    /// @dev The names of the functions that are neither view nor pure, in the order of the ABI: alphabetical.
    function _writes(string memory name) private view returns (string memory names) {
        string memory json = vm.readFile(string.concat("contracts/release/", name, ".json"));
        for (uint256 i = 0;; ++i) {
            string memory entry = string.concat(".abi[", vm.toString(i), "]");
            if (!vm.keyExistsJson(json, string.concat(entry, ".type"))) return names;
            if (!vm.keyExistsJson(json, string.concat(entry, ".stateMutability"))) continue;
            bytes32 kind = keccak256(bytes(vm.parseJsonString(json, string.concat(entry, ".type"))));
            bytes32 mutability = keccak256(bytes(vm.parseJsonString(json, string.concat(entry, ".stateMutability"))));
            if (kind != keccak256("function")) continue;
            if (mutability == keccak256("view") || mutability == keccak256("pure")) continue;
            names = string.concat(names, " ", vm.parseJsonString(json, string.concat(entry, ".name")));
        }
    }
}
