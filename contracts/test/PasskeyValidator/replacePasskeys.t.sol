// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {PasskeyValidator} from "../../src/PasskeyValidator.sol";
import {PublicKey} from "../../src/WebAuthnVerifier.sol";
import {Passkey} from "../support/Passkeys.sol";
import {PasskeyTest} from "../support/PasskeyTest.sol";

contract ReplacePasskeysTest is PasskeyTest {
    function test_replacePasskeys_endsAllOthersInOneWrite() public {
        add(address(account), otherPasskey);
        vm.expectEmit(address(validator));
        emit PasskeyValidator.PasskeysRevoked(address(account), 2);
        expectAdded(newPasskey);
        vm.record();
        replace(address(account), newPasskey);
        (, bytes32[] memory writes) = vm.accesses(address(validator));
        assertEq(writes.length, 1, "writes");
        assertPasskey(newPasskey, "the new passkey");
        assertNoPasskey(ownerPasskey, "the primary passkey before");
        assertNoPasskey(otherPasskey, "the further passkey before");
        assertStored(2, 0, keyHash(newPasskey));
    }

    /// C-34 A key that is one already is legal: otherwise a thief could add it himself to stop a recovery.
    function test_replacePasskeys_takesAFurtherOne() public {
        add(address(account), newPasskey);
        add(address(account), otherPasskey);
        expectAdded(newPasskey);
        replace(address(account), newPasskey);
        assertPasskey(newPasskey, "the new passkey");
        assertNoPasskey(ownerPasskey, "the primary passkey before");
        assertNoPasskey(otherPasskey, "the further passkey before");
        assertStored(2, 0, keyHash(newPasskey));
    }

    /// C-34
    function test_replacePasskeys_takesThePrimaryOne() public {
        add(address(account), otherPasskey);
        replace(address(account), ownerPasskey);
        assertPasskey(ownerPasskey, "the primary passkey");
        assertNoPasskey(otherPasskey, "the further passkey before");
        assertStored(2, 0, keyHash(ownerPasskey));
    }

    /// What was ended can be added again, and is then of the new generation.
    function test_replacePasskeys_letsEndedOnesBeAddedAgain() public {
        add(address(account), otherPasskey);
        replace(address(account), newPasskey);
        add(address(account), otherPasskey);
        add(address(account), ownerPasskey);
        assertPasskey(otherPasskey, "the further passkey");
        assertStored(2, 2, keyHash(newPasskey));
        replace(address(account), newPasskey);
        assertNoPasskey(otherPasskey, "the further passkey, ended again");
        assertStored(3, 0, keyHash(newPasskey));
    }

    function test_replacePasskeys_fillsTheEmptyPrimaryPlace() public {
        add(address(account), otherPasskey);
        remove(address(account), ownerPasskey);
        replace(address(account), newPasskey);
        assertNoPasskey(otherPasskey, "the further passkey before");
        assertStored(2, 0, keyHash(newPasskey));
    }

    function test_replacePasskeys_changesNoOtherAccount() public {
        add(address(otherAccount), newPasskey);
        replace(address(account), newPasskey);
        assertEq(validator.passkeyCount(address(otherAccount)), 2, "passkeys of the other account");
    }

    function test_replacePasskeys_reverts_whenItIsNotInstalled() public {
        uninstall(address(account));
        expectRevert(PasskeyValidator.PasskeysNotInstalled.selector, abi.encode(account));
        replace(address(account), newPasskey);
        expectRevert(PasskeyValidator.PasskeysNotInstalled.selector, abi.encode(address(this)));
        validator.replacePasskeys(publicKey(newPasskey));
    }

    /// C-34
    function test_replacePasskeys_reverts_forKeysThatAreNone() public {
        PublicKey[] memory keys = invalidKeys();
        for (uint256 i = 0; i < keys.length; ++i) {
            expectRevert(PasskeyValidator.InvalidPublicKey.selector, abi.encode(keys[i].x, keys[i].y));
            vm.prank(address(account));
            validator.replacePasskeys(keys[i]);
        }
        assertStored(1, 0, keyHash(ownerPasskey));
    }

    function testFuzz_replacePasskeys_leavesOne(uint256 first, uint256 second, uint256 third) public {
        Passkey memory passkey = passkeyFrom(third);
        replace(address(account), passkeyFrom(first));
        if (!validator.isPasskey(address(account), publicKey(passkeyFrom(second)))) {
            add(address(account), passkeyFrom(second));
        }
        replace(address(account), passkey);
        assertStored(3, 0, keyHash(passkey));
        assertPasskey(passkey, "the last passkey");
    }
}
