// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {PasskeyTest} from "../support/PasskeyTest.sol";

contract IsOwnerTest is PasskeyTest {
    function test_isOwner_isTrueForPasskeysOfTheAccountAlone() public {
        add(address(account), newPasskey);
        assertTrue(validator.isOwner(address(account), passkeySigner(ownerPasskey)), "the primary passkey");
        assertTrue(validator.isOwner(address(account), passkeySigner(newPasskey)), "a further passkey");
        assertFalse(validator.isOwner(address(account), passkeySigner(otherPasskey)), "another account's passkey");
        assertFalse(validator.isOwner(address(otherAccount), passkeySigner(ownerPasskey)), "for the other account");
    }

    function test_isOwner_isFalse_whenItIsNotInstalled() public {
        uninstall(address(account));
        assertFalse(validator.isOwner(address(account), passkeySigner(ownerPasskey)), "the passkey before");
        assertFalse(validator.isOwner(address(this), passkeySigner(ownerPasskey)), "of nobody's account");
        assertFalse(validator.isOwner(address(account), abi.encodePacked(validator, bytes32(0), bytes32(0))), "zeros");
    }

    function test_isOwner_isFalse_forOtherSpellingsOfThePasskey() public view {
        assertFalse(validator.isOwner(address(account), keyOf(ownerPasskey)), "without the verifier");
        assertFalse(validator.isOwner(address(account), signerOf(address(module), ownerPasskey)), "another verifier");
        assertFalse(
            validator.isOwner(address(account), bytes.concat(passkeySigner(ownerPasskey), hex"00")), "a byte more"
        );
        assertFalse(
            validator.isOwner(
                address(account), abi.encodePacked(address(validator), ownerPasskey.x, bytes31(ownerPasskey.y))
            ),
            "a byte less"
        );
        assertFalse(
            validator.isOwner(address(account), abi.encodePacked(validator, ownerPasskey.y, ownerPasskey.x)), "swapped"
        );
    }

    function testFuzz_isOwner_neverReverts(address account_, bytes calldata signer) public view {
        assertFalse(validator.isOwner(account_, signer), "a random signer");
        assertFalse(validator.isOwner(address(account), signer), "a random signer of an account");
    }
}
