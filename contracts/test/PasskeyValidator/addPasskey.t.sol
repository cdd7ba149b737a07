// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {PasskeyValidator} from "../../src/PasskeyValidator.sol";
import {PublicKey} from "../../src/WebAuthnVerifier.sol";
import {Passkey} from "../support/Passkeys.sol";
import {PasskeyTest} from "../support/PasskeyTest.sol";

contract AddPasskeyTest is PasskeyTest {
    function test_addPasskey_letsOneMoreSign() public {
        expectAdded(newPasskey);
        add(address(account), newPasskey);
        assertPasskey(ownerPasskey, "the first passkey");
        assertPasskey(newPasskey, "the added passkey");
        assertNoPasskey(otherPasskey, "another passkey");
        assertStored(1, 1, keyHash(ownerPasskey));
    }

    function test_addPasskey_isForTheCallerAlone() public {
        add(address(account), newPasskey);
        assertFalse(validator.isPasskey(address(otherAccount), publicKey(newPasskey)), "the other account");
        assertEq(validator.passkeyCount(address(otherAccount)), 1, "passkeys of the other account");
    }

    function test_addPasskey_takesAPasskeyThatOwnsAnotherAccount() public {
        add(address(account), otherPasskey);
        assertPasskey(otherPasskey, "of both accounts");
        remove(address(account), otherPasskey);
        assertTrue(validator.isPasskey(address(otherAccount), publicKey(otherPasskey)), "the other account's passkey");
    }

    /// Raising the generation here would end the further keys.
    function test_addPasskey_keepsTheGeneration_whenThePrimaryPlaceIsEmpty() public {
        add(address(account), otherPasskey);
        remove(address(account), ownerPasskey);
        assertStored(1, 1, 0);
        expectAdded(newPasskey);
        add(address(account), newPasskey);
        assertPasskey(newPasskey, "the added passkey");
        assertPasskey(otherPasskey, "the further passkey");
        assertNoPasskey(ownerPasskey, "the removed passkey");
        assertStored(1, 1, keyHash(newPasskey));
    }

    function test_addPasskey_takesBackWhatWasRemoved() public {
        add(address(account), newPasskey);
        remove(address(account), newPasskey);
        add(address(account), newPasskey);
        assertPasskey(newPasskey, "the added passkey");
        assertStored(1, 1, keyHash(ownerPasskey));
    }

    /// W-19 A key that is one already is not added again: not the primary one, not a further one.
    function test_addPasskey_reverts_whenThePasskeyIsOneAlready() public {
        expectRevert(PasskeyValidator.PasskeyAlreadyAdded.selector, abi.encode(account, keyHash(ownerPasskey)));
        add(address(account), ownerPasskey);
        add(address(account), newPasskey);
        expectRevert(PasskeyValidator.PasskeyAlreadyAdded.selector, abi.encode(account, keyHash(newPasskey)));
        add(address(account), newPasskey);
        assertStored(1, 1, keyHash(ownerPasskey));
    }

    function test_addPasskey_reverts_whenAFurtherPasskeyIsAddedToTheEmptyPrimaryPlace() public {
        add(address(account), newPasskey);
        remove(address(account), ownerPasskey);
        expectRevert(PasskeyValidator.PasskeyAlreadyAdded.selector, abi.encode(account, keyHash(newPasskey)));
        add(address(account), newPasskey);
    }

    function test_addPasskey_reverts_whenItIsNotInstalled() public {
        uninstall(address(account));
        expectRevert(PasskeyValidator.PasskeysNotInstalled.selector, abi.encode(account));
        add(address(account), newPasskey);
        expectRevert(PasskeyValidator.PasskeysNotInstalled.selector, abi.encode(address(this)));
        validator.addPasskey(publicKey(newPasskey));
    }

    /// C-34
    function test_addPasskey_reverts_forKeysThatAreNone() public {
        PublicKey[] memory keys = invalidKeys();
        for (uint256 i = 0; i < keys.length; ++i) {
            expectRevert(PasskeyValidator.InvalidPublicKey.selector, abi.encode(keys[i].x, keys[i].y));
            vm.prank(address(account));
            validator.addPasskey(keys[i]);
        }
        assertStored(1, 0, keyHash(ownerPasskey));
    }

    /// The number of further keys has 16 bits; one more must not run over into the generation, nor to zero.
    function test_addPasskey_reverts_whenTheNumberOfFurtherPasskeysIsFull() public {
        storeFurther(type(uint16).max - 1);
        add(address(account), otherPasskey);
        assertStored(1, type(uint16).max, keyHash(ownerPasskey));
        vm.expectRevert(
            abi.encodeWithSelector(SafeCast.SafeCastOverflowedUintDowncast.selector, 16, uint256(type(uint16).max) + 1)
        );
        add(address(account), newPasskey);
        assertNoPasskey(newPasskey, "the passkey too many");
        assertStored(1, type(uint16).max, keyHash(ownerPasskey));
        remove(address(account), otherPasskey);
        assertStored(1, type(uint16).max - 1, keyHash(ownerPasskey));
    }

    function testFuzz_addPasskey_countsExactlyWhatIsThere(uint256[6] calldata seeds) public {
        uint256 count = 1;
        for (uint256 i = 0; i < seeds.length; ++i) {
            Passkey memory passkey = passkeyFrom(seeds[i]);
            if (validator.isPasskey(address(account), publicKey(passkey))) continue;
            add(address(account), passkey);
            ++count;
        }
        assertEq(validator.passkeyCount(address(account)), count, "passkeyCount");
    }
}
