// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {MODULE_TYPE_VALIDATOR} from "@openzeppelin/contracts/interfaces/draft-IERC7579.sol";
import {PasskeyValidator} from "../../src/PasskeyValidator.sol";
import {PublicKey} from "../../src/WebAuthnVerifier.sol";
import {Passkey} from "../support/Passkeys.sol";
import {PasskeyTest} from "../support/PasskeyTest.sol";

contract PasskeyOnInstallTest is PasskeyTest {
    function setUp() public override {
        super.setUp();
        uninstall(address(account));
    }

    function test_onInstall_makesThePasskeyTheOnlyOne() public {
        expectAdded(newPasskey);
        install(address(account), newPasskey);
        assertPasskey(newPasskey, "the first passkey");
        assertNoPasskey(otherPasskey, "another passkey");
        assertStored(2, 0, keyHash(newPasskey));
    }

    /// Generation 0 is what an unwritten entry holds: with it, every key there is would be a further one.
    function test_onInstall_startsAtGenerationOne() public {
        address fresh = address(0xf00D000000000000000000000000000000000001);
        install(fresh, newPasskey);
        assertFalse(validator.isPasskey(fresh, publicKey(ownerPasskey)), "a passkey that was never added");
        assertEq(validator.passkeyCount(fresh), 1, "passkeyCount");
        vm.expectEmit(address(validator));
        emit PasskeyValidator.PasskeysRevoked(fresh, 2);
        replace(fresh, otherPasskey);
    }

    function test_onInstall_changesNoOtherAccount() public {
        install(address(account), newPasskey);
        assertFalse(validator.isPasskey(address(otherAccount), publicKey(newPasskey)), "the other account");
        assertEq(validator.passkeyCount(address(otherAccount)), 1, "passkeys of the other account");
    }

    /// The passkey that was the first one before, and those that were added, do not come back with another first one.
    function test_onInstall_bringsNothingOfTheEarlierInstallationBack() public {
        install(address(account), ownerPasskey);
        add(address(account), newPasskey);
        uninstall(address(account));
        install(address(account), otherPasskey);
        assertNoPasskey(ownerPasskey, "the first passkey before");
        assertNoPasskey(newPasskey, "the further passkey before");
        assertStored(3, 0, keyHash(otherPasskey));
        add(address(account), newPasskey);
        assertStored(3, 1, keyHash(otherPasskey));
    }

    function test_onInstall_reverts_whenItIsInstalled() public {
        install(address(account), ownerPasskey);
        expectRevert(PasskeyValidator.PasskeysAlreadyInstalled.selector, abi.encode(account));
        install(address(account), newPasskey);
        assertStored(2, 0, keyHash(ownerPasskey));
    }

    function test_onInstall_reverts_whenThereAreFurtherPasskeysAlone() public {
        install(address(account), ownerPasskey);
        add(address(account), otherPasskey);
        remove(address(account), ownerPasskey);
        expectRevert(PasskeyValidator.PasskeysAlreadyInstalled.selector, abi.encode(account));
        install(address(account), newPasskey);
    }

    /// C-34
    function test_onInstall_reverts_forKeysThatAreNone() public {
        PublicKey[] memory keys = invalidKeys();
        for (uint256 i = 0; i < keys.length; ++i) {
            expectRevert(PasskeyValidator.InvalidPublicKey.selector, abi.encode(keys[i].x, keys[i].y));
            vm.prank(address(account));
            validator.onInstall(abi.encode(keys[i]));
        }
        assertStored(2, 0, 0);
    }

    /// A coordinate may be zero or small, as long as the point is on the curve.
    function test_onInstall_takesKeysAtTheEdge() public {
        PublicKey[] memory keys = new PublicKey[](3);
        keys[0] = PublicKey({x: 0, y: Y_OF_ZERO});
        keys[1] = PublicKey({x: SMALL_X, y: Y_OF_SMALL_X});
        keys[2] = PublicKey({x: X_OF_SMALL_Y, y: SMALL_Y});
        for (uint256 i = 0; i < keys.length; ++i) {
            vm.prank(address(account));
            validator.onInstall(abi.encode(keys[i]));
            assertTrue(validator.isPasskey(address(account), keys[i]), "a key at the edge");
            uninstall(address(account));
        }
    }

    function test_onInstall_reverts_whenTheKeyIsIncomplete() public {
        vm.expectRevert();
        vm.prank(address(account));
        validator.onInstall(abi.encodePacked(newPasskey.x));
        vm.expectRevert();
        vm.prank(address(account));
        validator.onInstall("");
    }

    function testFuzz_onInstall_takesEveryPasskey(uint256 seed) public {
        Passkey memory passkey = passkeyFrom(seed);
        expectAdded(passkey);
        install(address(account), passkey);
        assertStored(2, 0, keyHash(passkey));
    }

    function test_isModuleType_isValidatorAlone() public view {
        for (uint256 moduleTypeId = 0; moduleTypeId < 10; ++moduleTypeId) {
            assertEq(validator.isModuleType(moduleTypeId), moduleTypeId == MODULE_TYPE_VALIDATOR, "isModuleType");
        }
    }
}
