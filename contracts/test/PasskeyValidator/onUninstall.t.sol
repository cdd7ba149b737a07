// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {PasskeyValidator} from "../../src/PasskeyValidator.sol";
import {Vm} from "../support/Vm.sol";
import {PasskeyTest} from "../support/PasskeyTest.sol";

contract PasskeyOnUninstallTest is PasskeyTest {
    function test_onUninstall_endsAllPasskeysAndRaisesTheGeneration() public {
        add(address(account), otherPasskey);
        vm.expectEmit(address(validator));
        emit PasskeyValidator.PasskeysRevoked(address(account), 2);
        uninstall(address(account));
        assertNoPasskey(ownerPasskey, "the primary passkey");
        assertNoPasskey(otherPasskey, "the further passkey");
        assertStored(2, 0, 0);
    }

    function test_onUninstall_endsFurtherPasskeysWithoutAPrimaryOne() public {
        add(address(account), otherPasskey);
        remove(address(account), ownerPasskey);
        uninstall(address(account));
        assertNoPasskey(otherPasskey, "the further passkey");
        assertStored(2, 0, 0);
    }

    function test_onUninstall_leavesOtherAccountsAlone() public {
        uninstall(address(account));
        assertTrue(validator.isPasskey(address(otherAccount), publicKey(otherPasskey)), "the other account's passkey");
    }

    function test_onUninstall_doesNothing_whenItIsNotInstalled() public {
        uninstall(address(account));
        vm.recordLogs();
        uninstall(address(account));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 0, "events");
        assertStored(2, 0, 0);
    }

    function testFuzz_onUninstall_ignoresItsData(bytes calldata data) public {
        vm.prank(address(account));
        validator.onUninstall(data);
        assertStored(2, 0, 0);
    }

    /// Whoever's signature was good before is nobody now: nothing signed earlier counts.
    function test_onUninstall_endsSignatures() public {
        bytes32 hash = keccak256("a message");
        bytes memory signature = ownerSignature(address(validator), ownerPasskey, address(account), hash);
        assertTrue(validator.isOwnerSignature(address(account), hash, signature), "before");
        uninstall(address(account));
        assertFalse(validator.isOwnerSignature(address(account), hash, signature), "after");
    }
}
